-- How much was used on a day (UTC), by whom and on which worker. It is written in the transaction of what it counts.
-- A part is there only so that writers of the same count do not wait for each other.
CREATE TABLE usage_count (
    organisation {text} NOT NULL REFERENCES organisation (id),
    day          {integer} NOT NULL,
    meter        {text} NOT NULL,
    worker       {text} NOT NULL,
    person       {text} NOT NULL,
    part         {integer} NOT NULL,
    quantity     {integer} NOT NULL CHECK (quantity >= 0),
    PRIMARY KEY (organisation, day, meter, worker, person, part)
) {strict};

-- What earlier releases have counted, event by event.
INSERT INTO usage_count (organisation, day, meter, worker, person, part, quantity)
SELECT organisation, at / 86400000, meter, worker, '', 0, CAST(SUM(quantity) AS BIGINT)
  FROM usage_event
 GROUP BY organisation, at / 86400000, meter, worker;

-- From when until when something was there. Hours are computed from these rows, so they are never counted twice.
CREATE TABLE usage_span (
    organisation   {text} NOT NULL REFERENCES organisation (id),
    meter          {text} NOT NULL,
    subject        {text} NOT NULL,
    began_at       {integer} NOT NULL,
    ended_at       {integer},
    weight         {integer} NOT NULL CHECK (weight >= 0),
    price_per_hour {integer},
    person         {text} NOT NULL,
    PRIMARY KEY (organisation, meter, subject, began_at),
    CHECK (ended_at IS NULL OR ended_at >= began_at)
) {strict};

CREATE UNIQUE INDEX usage_span_open ON usage_span (organisation, meter, subject) WHERE ended_at IS NULL;

CREATE INDEX usage_span_end ON usage_span (organisation, ended_at);
