"""The class of each file in the retention schedule: first by rules that people wrote, then by a model that learnt from them.

rules, rule_text, fitting   rules as data, as text, and over columns of files (`columns`)
terms                       what a text is about, as hashed words: all that is kept of it
learning, model             a model learns from labels that people confirmed, and says how sure it is and why
asking                      which file to ask about next
"""
