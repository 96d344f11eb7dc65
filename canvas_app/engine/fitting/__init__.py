"""Fitting: a target and a plan in, steps out, weights at the end.

`fit` (fit.py) is a generator: it keeps no clock but the one of its limit and its pace, prints nothing,
and may be closed between any two yields. A `Target` is what shall be seen, a `FitPlan` how to get
there, `plan_for` the plan that suits a family. Torch stays out of targets, plans and starts, so that
forms and the command line load quickly.
"""
