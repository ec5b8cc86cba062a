"""The model of many nodes, from measured costs: a formula, and a simulation with a seed."""
