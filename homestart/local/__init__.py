"""Everything `./start` and `./test` need around the product: embedded servers and one supervisor for them.

Not used in production. Which process does what is told in docs/adr/0001-local-servers.md.
"""
