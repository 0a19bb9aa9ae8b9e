from homestart.tenancy.models.organisation import Branch, Municipality, Organisation
from homestart.tenancy.models.tenant import KeyedModel, SharedModel, TenantForeignKey, TenantModel

__all__ = [
    "Branch",
    "KeyedModel",
    "Municipality",
    "Organisation",
    "SharedModel",
    "TenantForeignKey",
    "TenantModel",
]
