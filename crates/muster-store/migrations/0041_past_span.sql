-- How something was, from when until when: each worker by its id, and each lane of waiting jobs by its number. At most one span of
-- a thing is open: how it is now, as far as it was written down. What lies between two spans nobody has seen.
CREATE TABLE past_span (
    organisation {text} NOT NULL REFERENCES organisation (id),
    subject      {text} NOT NULL,
    began_at     {integer} NOT NULL,
    ended_at     {integer},
    state        {text} NOT NULL,
    said         {text} NOT NULL,
    PRIMARY KEY (organisation, subject, began_at),
    CHECK (ended_at IS NULL OR ended_at >= began_at)
) {strict};

CREATE UNIQUE INDEX past_span_open ON past_span (organisation, subject) WHERE ended_at IS NULL;

-- What is over goes with its time.
CREATE INDEX past_span_end ON past_span (ended_at);

-- What was done to one thing is looked up wherever its past is told.
CREATE INDEX audit_record_target ON audit_record (organisation, target, number);
