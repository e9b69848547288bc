-- A job again and again. It is due at its next slot that is not decided; a change of it is compared with the
-- version that its author saw.
CREATE TABLE schedule (
    organisation {text} NOT NULL REFERENCES organisation (id),
    name         {text} NOT NULL,
    plan         {text} NOT NULL,
    job          {text} NOT NULL,
    paused       {text},
    due          {integer},
    decided_at   {integer} NOT NULL,
    last_slot    {integer},
    last_job     {integer},
    skipped      {text},
    version      {integer} NOT NULL CHECK (version > 0),
    created_at   {integer} NOT NULL,
    created_by   {text} NOT NULL,
    PRIMARY KEY (organisation, name)
) {strict};

CREATE INDEX schedule_due ON schedule (due) WHERE due IS NOT NULL AND paused IS NULL;

-- Which job is a run of which schedule. A slot has one run, whatever becomes of the clock; a run that somebody
-- asked for has no slot.
CREATE TABLE schedule_run (
    organisation {text} NOT NULL REFERENCES organisation (id),
    schedule     {text} NOT NULL,
    job          {integer} NOT NULL,
    slot         {integer},
    PRIMARY KEY (organisation, schedule, job),
    UNIQUE (organisation, schedule, slot)
) {strict};

-- A job with gaps, and the parameters that fill them.
CREATE TABLE template (
    organisation {text} NOT NULL REFERENCES organisation (id),
    name         {text} NOT NULL,
    description  {text},
    parameters   {text} NOT NULL,
    job          {text} NOT NULL,
    updated_at   {integer} NOT NULL,
    updated_by   {text} NOT NULL,
    request_id   {text} NOT NULL,
    PRIMARY KEY (organisation, name)
) {strict};
