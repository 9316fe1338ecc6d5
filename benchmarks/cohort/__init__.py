"""The 2017 EULAR/ACR criteria over millions of patients, beside other ways to compute them.

python -m cohort              everything, at 5 million patients (`make bench-cohort`)
python -m cohort --rows N     the side by side at N patients, the growth up to ten times as many
python -m cohort --dry        nothing is written

A new measurement is a function that gives `Line`s, in the list `measurements.MEASUREMENTS`.
"""
