"""How people teach the scan which line of the schedule a file falls under: rules they write, files they confirm, models that learn from those.

rule_*      the register of rules; `trying` shows what one does before it is in force
label_*     what people have confirmed, `answering` writes it; `questioning` finds what to ask next
model_*     versions of the model; `training` makes one
taught      what a scan of a place is given of all this
"""
