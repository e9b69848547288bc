-- That people were told how near a limit is, once for each of its periods.
CREATE TABLE usage_notice (
    organisation {text} NOT NULL REFERENCES organisation (id),
    limited      {text} NOT NULL,
    period       {integer} NOT NULL,
    percent      {integer} NOT NULL,
    used         {integer} NOT NULL,
    most         {integer} NOT NULL,
    forecast     {integer},
    at           {integer} NOT NULL,
    PRIMARY KEY (organisation, limited, period, percent)
) {strict};

-- What a biller is to be told of a day that is over, and when it took it. The id follows from the other columns.
CREATE TABLE usage_report (
    organisation {text} NOT NULL REFERENCES organisation (id),
    biller       {text} NOT NULL,
    day          {integer} NOT NULL,
    meter        {text} NOT NULL,
    sequence     {integer} NOT NULL CHECK (sequence > 0),
    id           {text} NOT NULL,
    value        {integer} NOT NULL CHECK (value > 0),
    created_at   {integer} NOT NULL,
    sent_at      {integer},
    PRIMARY KEY (organisation, biller, day, meter, sequence)
) {strict};

CREATE INDEX usage_report_open ON usage_report (biller, organisation, day) WHERE sent_at IS NULL;
