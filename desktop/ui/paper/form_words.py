"""Names of printed forms and of the places on them where somebody signs, for screens."""

from desktop.domain.paper_forms import ORDER_FORMS, UNIT_FORMS, file_title, form_name, step_name

__all__ = ["FORM_NAMES", "UNIT_FORM_NAMES", "file_title", "form_name", "step_name"]

FORM_NAMES: dict[str, str] = {form.id: form.name for form in ORDER_FORMS}
"""The forms of an order: what a scanned sheet can be."""

UNIT_FORM_NAMES: dict[str, str] = {form.id: form.name for form in UNIT_FORMS}
"""The forms of the unit itself."""
