"""The class of each file in the retention schedule: first by rules that people wrote, then by a model that learnt from them.

`rules`, `rule_text`, `fitting` are rules as data, as text, and over columns of files (`columns`). `terms` is what a text is
about, as hashed words: all that is kept of it. `learning` makes a model from labels that people confirmed; `model` says how
sure it is and why; `model_file` keeps it. `classing` asks the rules first and the model where they say nothing. `asking`
tells which file to ask people about next. `confirmed` puts first what people have said. `found` and `trial` look at a finished
scan: what a rule would do to its files. `wording` reads confirmed files again for the words that reasons may name.
"""
