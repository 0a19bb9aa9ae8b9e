"""What the pages without an account call the codes: plain words for who does not work at Home-Start."""

from django.utils.translation import gettext_lazy as _

from families.enums import Sector
from homestart.vocabulary import Theme

THEMES = {
    Theme.LISTENING_EAR: _("Somebody who listens"),
    Theme.PARENTING: _("Raising the children"),
    Theme.PERINATAL: _("Pregnancy, birth and the first months"),
    Theme.NETWORK: _("Meeting other people, feeling less alone"),
    Theme.LEISURE: _("Leisure: games, sports, a club, a holiday"),
    Theme.SCHOOL: _("School and contact with the school"),
    Theme.LANGUAGE: _("Learning Dutch, language of the children"),
    Theme.DEVELOPMENT: _("Something for the parent: a course, work, talents"),
    Theme.ADMINISTRATION: _("Letters, bills and papers"),
    Theme.RIGHTS: _("Finding out which help and allowances there are"),
    Theme.DIGITAL: _("Computer, smartphone and apps"),
}

SECTORS = {
    Sector.EDUCATION: _("School or CLB"),
    Sector.HEALTH: _("Doctor, midwife, hospital or other health care"),
    Sector.CHILDCARE: _("Childcare"),
    Sector.LOCAL_GOVERNMENT: _("Municipality, OCMW or Huis van het Kind"),
    Sector.WELFARE: _("Welfare work, such as a CAW"),
    Sector.YOUTH_CARE: _("Youth care"),
    Sector.FOSTER_CARE: _("Foster care"),
    Sector.COMMUNITY_WORK: _("Community work or an association"),
    Sector.JUSTICE: _("Justice or police"),
    Sector.OTHER: _("Something else"),
}
