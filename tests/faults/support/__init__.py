"""Code that fault cases share: the case and its invariants, faulty apps and disks, simulated people, gauges and figures."""
