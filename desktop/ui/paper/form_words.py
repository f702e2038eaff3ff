"""Names of printed forms and of the places on them where somebody signs."""

FORM_NAMES: dict[str, str] = {
    "F1": "退单申请表",
    "F2": "工单处理记录表",
    "F3": "工单签批单",
}

_STEPS: dict[tuple[str, str], str] = {
    ("F1", "head"): "承办部门负责人签字",
    ("F2", "head"): "部门负责人签字",
    ("F3", "step1"): "① 主要负责人签批",
    ("F3", "step3"): "③ 业务分管负责人审核",
}


def form_name(form: str) -> str:
    """Name a form; its id where it has no name."""
    return FORM_NAMES.get(form, form)


def step_name(form: str, step: str) -> str:
    """Name a place where somebody signs."""
    return _STEPS.get((form, step), step)
