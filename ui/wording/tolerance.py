"""Words of what the checks ask about the patient in the visit form."""

ALLERGIES = "过敏"
ALLERGIES_HINT = "如：青霉素、磺胺"
PREGNANT = "怀孕"
NONE = ("无", "没有", "否认")
BETWEEN = "、"
