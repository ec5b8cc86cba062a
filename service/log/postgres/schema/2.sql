-- Version 2. Small values that all nodes share for a limited time, such as hand-overs of a person to another device.
-- The table is unlogged: a write waits for no disk and no standby, and a crash may lose the values.
CREATE UNLOGGED TABLE value (
  key text COLLATE "C" PRIMARY KEY,
  content bytea NOT NULL,
  ends_at timestamptz NOT NULL
);
