-- What one biller has told of one organisation. The account is sealed with a key that is not in this database.
CREATE TABLE billing_account (
    organisation {text} NOT NULL REFERENCES organisation (id),
    biller       {text} NOT NULL CHECK (biller IN ('polar', 'stripe')),
    account      {text} NOT NULL,
    shown        {text} NOT NULL,
    synced_at    {integer},
    heard_at     {integer},
    failures     {integer} NOT NULL,
    failed_with  {text},
    retry_at     {integer},
    endpoint     {text},
    updated_at   {integer} NOT NULL,
    PRIMARY KEY (organisation, biller)
) {strict};

-- Which organisation a customer of a biller is. One may have bought as several customers.
CREATE TABLE billing_customer (
    organisation {text} NOT NULL REFERENCES organisation (id),
    biller       {text} NOT NULL CHECK (biller IN ('polar', 'stripe')),
    customer     {text} NOT NULL,
    linked_at    {integer} NOT NULL,
    PRIMARY KEY (biller, customer)
) {strict};

CREATE INDEX billing_customer_of ON billing_customer (organisation, biller, linked_at);

-- Checkouts that somebody has asked for, kept before the biller is asked to open them.
CREATE TABLE billing_checkout (
    organisation {text} NOT NULL REFERENCES organisation (id),
    key          {text} NOT NULL,
    biller       {text} NOT NULL CHECK (biller IN ('polar', 'stripe')),
    checkout     {text},
    state        {text} NOT NULL CHECK (state IN ('asked', 'open', 'paid', 'over')),
    asked_at     {integer} NOT NULL,
    asked_by     {text} NOT NULL,
    request_id   {text} NOT NULL,
    updated_at   {integer} NOT NULL,
    PRIMARY KEY (organisation, key)
) {strict};

CREATE INDEX billing_checkout_open ON billing_checkout (organisation, asked_at) WHERE state IN ('asked', 'open');

-- What an organisation may have, as its billers said it last, sealed.
CREATE TABLE billing_lease (
    organisation {text} NOT NULL PRIMARY KEY REFERENCES organisation (id),
    lease        {text} NOT NULL,
    updated_at   {integer} NOT NULL
) {strict};
