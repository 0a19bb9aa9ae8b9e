"""The signature on the active branch: SQL that slipped in cannot open another one.

Whoever can run SQL of his own choice as the application can also change the setting that the policies
read. Its value is therefore signed (HMAC-SHA-256) with a key that the application's role cannot read in
the database: `wall.active_branch()` gives the branch only when the signature is right for this connection
and not older than this transaction. docs/adr/0002-two-walls.md tells what this does and does not do.
"""

import hmac
import time

from django.utils.crypto import salted_hmac

from homestart.tenancy.connections import APP_ROLE, OWNER_ROLE

SETTING = "homestart.branch"
SCHEMA = "wall"
FUNCTION = "wall.active_branch()"
KEY_TABLE = "wall.key"

#: The scope of pages of no branch, in which shared rows are read; no branch has this id.
NETWORK = 0

#: A transaction that starts so many seconds after the signature was made does not accept it any more. Wide
#: enough for clocks that differ a little; long transactions are no problem, it is their start that counts.
LIFETIME = 60

BLOCK = 64


def signed(scope: int, backend_pid: int) -> str:
    """The setting that opens a branch (or NETWORK) on the connection with this server process."""
    now = int(time.time())
    message = f"{scope}.{backend_pid}.{now}"
    return f"{scope}.{now}.{hmac.digest(signing_key(), message.encode(), 'sha256').hex()}"


def signing_key() -> bytes:
    """Made from SECRET_KEY, which cannot be found from it: a dump of the database holds this key."""
    return salted_hmac("homestart.tenancy.signature", "key", algorithm="sha256").digest()


def padded_keys() -> tuple[bytes, bytes]:
    """The inner and the outer key of HMAC, as the database keeps them: sha256() is all that it needs then."""
    block = signing_key().ljust(BLOCK, b"\0")
    return bytes(byte ^ 0x36 for byte in block), bytes(byte ^ 0x5C for byte in block)


#: pg_temp last, or else it comes first; no name of the body can then be anybody else's.
SEARCH_PATH = "pg_catalog, pg_temp"

#: NULL without a branch, its id when the signature is right, an error in all other cases.
BODY = f"""
declare
    context constant text := nullif(current_setting('{SETTING}', true), '');
    part constant text[] := string_to_array(context, '.');
    message bytea;
    genuine boolean;
begin
    if context is null then
        return null;
    end if;
    message := convert_to(concat_ws('.', part[1], pg_backend_pid(), part[2]), 'UTF8');
    select encode(sha256(opad || sha256(ipad || message)), 'hex') = part[3] into genuine from {KEY_TABLE};
    if genuine and now() < to_timestamp(part[2]::bigint + {LIFETIME}) then
        return part[1]::bigint;
    end if;
    raise insufficient_privilege using message =
        case when genuine then 'the signature on the branch is too old: do the clocks differ?'
            else 'the branch is not signed by the application' end;
end
"""  # noqa: S608

#: Run by `migrate` before any policy is made; again and again, so that all of it is as it is here.
INSTALL = [
    f"create schema if not exists {SCHEMA}",
    f"""create table if not exists {KEY_TABLE} (
        id int primary key default 1 check (id = 1), ipad bytea not null, opad bytea not null)""",
    # Restricted: a parallel worker is a process of its own, with another number than the signed one.
    f"""create or replace function {FUNCTION} returns bigint
    language plpgsql stable parallel restricted security definer set search_path = {SEARCH_PATH}
    as $body${BODY}$body$""",
    f"revoke all on schema {SCHEMA} from public, {APP_ROLE}",
    f"revoke all on table {KEY_TABLE} from public, {APP_ROLE}",
    f"revoke all on function {FUNCTION} from public",
    # Policies ask for it by its number: the role needs no right on the schema, and has none.
    f"grant execute on function {FUNCTION} to {APP_ROLE}",
]
SET_KEY = f"""
insert into {KEY_TABLE} (ipad, opad) values (%s, %s)
on conflict (id) do update set ipad = excluded.ipad, opad = excluded.opad
"""  # noqa: S608

#: How the function is to be, in the words of the catalogue; the schema lint compares.
FUNCTION_AS_INSTALLED = {
    "owner": OWNER_ROLE,
    "language": "plpgsql",
    "volatility": "s",
    "parallel": "r",
    "definer": True,
    "leakproof": False,
    "settings": [f"search_path={SEARCH_PATH}"],
    "body": BODY,
    "callers": sorted([APP_ROLE, OWNER_ROLE]),
}
