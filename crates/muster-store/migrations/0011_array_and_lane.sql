-- Jobs that wait are kept in lanes: one for each submitter and each kind of worker that is asked for.
-- Within a lane the place decides; which lane is next is decided when a slot comes free.
CREATE TABLE lane (
    organisation {text} NOT NULL REFERENCES organisation (id),
    number       {integer} NOT NULL CHECK (number > 0),
    submitter    {text} NOT NULL,
    requirements {text} NOT NULL,
    PRIMARY KEY (organisation, number),
    UNIQUE (organisation, submitter, requirements)
) {strict};

ALTER TABLE job ADD COLUMN lane {integer};
ALTER TABLE job ADD COLUMN place {integer} NOT NULL DEFAULT 0;
ALTER TABLE job ADD COLUMN is_waiting {integer} NOT NULL DEFAULT 0 CHECK (is_waiting IN (0, 1));

-- A task has an array. Its specification is its array's, so its own is empty.
ALTER TABLE job ADD COLUMN task_of {integer};
-- An array has tasks, of which some have begun. One that is under way is 'queued' and has begun > 0.
ALTER TABLE job ADD COLUMN tasks {integer} CHECK (tasks > 0);
ALTER TABLE job ADD COLUMN begun {integer} NOT NULL DEFAULT 0 CHECK (begun >= 0);
ALTER TABLE job ADD COLUMN under_way {integer} NOT NULL DEFAULT 0 CHECK (under_way >= 0);
ALTER TABLE job ADD COLUMN succeeded {integer} NOT NULL DEFAULT 0 CHECK (succeeded >= 0);
ALTER TABLE job ADD COLUMN failed {integer} NOT NULL DEFAULT 0 CHECK (failed >= 0);
ALTER TABLE job ADD COLUMN cancelled {integer} NOT NULL DEFAULT 0 CHECK (cancelled >= 0);
ALTER TABLE job ADD COLUMN timed_out {integer} NOT NULL DEFAULT 0 CHECK (timed_out >= 0);
ALTER TABLE job ADD COLUMN quarantined {integer} NOT NULL DEFAULT 0 CHECK (quarantined >= 0);

-- What waits in a lane, next first.
DROP INDEX job_queued;
CREATE INDEX job_waiting ON job (organisation, lane, place, number) WHERE is_waiting = 1;
-- Jobs from before there were lanes get theirs at the next start.
CREATE INDEX job_unplaced ON job (organisation, number) WHERE lane IS NULL AND ended_at IS NULL;

-- Lists are of jobs, which are tasks of nothing; tasks are listed by their array.
DROP INDEX job_state;
CREATE INDEX job_state ON job (organisation, task_of, state, number);
CREATE INDEX job_under_way ON job (organisation, number) WHERE state = 'queued' AND begun > 0;
-- Arrays that somebody cancelled, until their last task has heard of it.
CREATE INDEX job_array_cancelled ON job (organisation, number)
    WHERE tasks IS NOT NULL AND is_cancel_requested = 1 AND ended_at IS NULL;
DROP INDEX job_ended;
CREATE INDEX job_ended ON job (organisation, task_of, ended_at, state) WHERE ended_at IS NOT NULL;
