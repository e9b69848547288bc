-- Whether the worker could not say for certain that nothing of it was left running.
ALTER TABLE attempt
    ADD COLUMN may_survive {integer} NOT NULL DEFAULT 0 CHECK (may_survive IN (0, 1));
