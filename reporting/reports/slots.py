"""The texts that people write for the annual report, in the order of the report.

The starting text of a slot is templates/report/texts/<code>.txt: a page of words with figures in it. Without
such a file the text starts empty, and what stays empty is not printed.
"""

from django.utils.translation import gettext_lazy as _

from reporting.reports.blocks import TextSlot

SLOTS = (
    TextSlot("contact", _("Contact on the cover"), _("Address, telephone, e-mail; one line each."), lines=8),
    TextSlot("home_start", _("What Home-Start is"), _("For readers who do not know us yet.")),
    TextSlot("year", _("This year in our branch"), _("What stood out? What are you proud of?")),
    TextSlot("reach", _("Reach of the families"), _("What do the figures about families tell?")),
    TextSlot("profile", _("What changed in the profile"), _("Why did it change, as far as you know?")),
    TextSlot("referrals", _("Referrals"), _("What was special about the referrals of this year?")),
    TextSlot("volunteer_visits", _("Visits of the volunteers"), _("What do volunteers do at home?")),
    TextSlot("theme_parenting", _("Parenting and a listening ear"), _("What was done? Never use a name.")),
    TextSlot("theme_rights", _("Rights and administration"), _("What was done? Never use a name.")),
    TextSlot("theme_perinatal", _("Around birth"), _("What was done? Never use a name.")),
    TextSlot("theme_network", _("A wider network"), _("What was done? Never use a name.")),
    TextSlot("theme_development", _("Playing, learning and language"), _("What was done? Never use a name.")),
    TextSlot("coordinator_contacts", _("Contacts of the coordinator"), _("What counts as a contact?")),
    TextSlot("impact", _("What changes for families"), _("What do families say themselves?")),
    TextSlot("volunteers", _("Our volunteers"), _("What was special about the team this year?")),
    TextSlot("coaching", _("Coaching of volunteers"), _("How did you stand by the volunteers?")),
    TextSlot("appreciation", _("Appreciation"), _("How did you thank the volunteers?")),
    TextSlot("mentors", _("Mentors"), _("What do mentors do for new volunteers?")),
    TextSlot("communication", _("Communication"), _("What worked well to reach people?")),
    TextSlot("policy", _("Policy"), _("For what did you stand up this year?")),
    TextSlot("field", _("Our team and its partners"), _("Who works for the branch, and with whom?")),
    TextSlot(
        "newsletter", _("From our newsletter"), _("A piece of a newsletter; leave empty if not wanted.")
    ),
    TextSlot("press", _("In the press"), _("Title, newspaper and date; leave empty if not wanted.")),
)
