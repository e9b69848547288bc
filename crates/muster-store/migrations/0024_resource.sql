-- Something at a provider that costs money: a cloud worker's instance, or an environment. One that is gone stays as
-- a tombstone. Two that are not gone never have one name at one provider, whoever they belong to.
CREATE TABLE resource (
    organisation    {text} NOT NULL REFERENCES organisation (id),
    id              {text} NOT NULL,
    kind            {text} NOT NULL CHECK (kind IN ('worker', 'environment')),
    title           {text} NOT NULL,
    provider        {text} NOT NULL,
    provider_name   {text} NOT NULL,
    region          {text},
    specification   {text} NOT NULL,
    life            {text} NOT NULL,
    status          {text} NOT NULL,
    address         {text},
    reason          {text},
    said            {text},
    price_per_hour  {integer},
    version         {integer} NOT NULL CHECK (version > 0),
    created_at      {integer} NOT NULL,
    created_by      {text} NOT NULL,
    request_id      {text} NOT NULL,
    idempotency_key {text},
    updated_at      {integer} NOT NULL,
    gone_at         {integer},
    PRIMARY KEY (organisation, id),
    CHECK ((status = 'gone') = (gone_at IS NOT NULL))
) {strict};

CREATE UNIQUE INDEX resource_taken ON resource (provider, provider_name) WHERE gone_at IS NULL;

CREATE INDEX resource_named ON resource (provider, provider_name);
