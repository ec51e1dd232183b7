"""A submission on its way. Knows nothing of nbgrader's database.

    read -> rebuild -> run (and judge) -> marks -> annotate -> report, feedback

`grade` goes that way; `state` says when it has to be gone again; `selfstudy` is for a learner's own notebook and
`auditing` for the hidden tests themselves.
"""
