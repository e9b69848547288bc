-- With whose credentials something was made and is asked about, and from which very image it runs.
ALTER TABLE resource ADD COLUMN account {text} NOT NULL DEFAULT 'installation' CHECK (account IN ('installation', 'organisation'));

ALTER TABLE resource ADD COLUMN image_digest {text};

-- What an organisation says of its own account at a provider. Its credentials are sealed.
CREATE TABLE own_account (
    organisation {text} NOT NULL REFERENCES organisation (id),
    provider     {text} NOT NULL,
    said         {text} NOT NULL,
    sealed       {text} NOT NULL,
    shown_as     {text},
    checked_at   {integer},
    updated_at   {integer} NOT NULL,
    updated_by   {text} NOT NULL,
    request_id   {text} NOT NULL,
    PRIMARY KEY (organisation, provider)
) {strict};
