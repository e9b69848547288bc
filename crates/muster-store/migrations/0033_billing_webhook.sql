-- Every message of a biller that was verified, once. One about a customer of whom nobody knows which organisation it is
-- waits, with its news sealed, until somebody does.
CREATE TABLE billing_webhook (
    biller       {text} NOT NULL CHECK (biller IN ('polar', 'stripe')),
    event        {text} NOT NULL,
    kind         {text} NOT NULL,
    at           {integer} NOT NULL,
    received_at  {integer} NOT NULL,
    request_id   {text} NOT NULL,
    organisation {text} REFERENCES organisation (id),
    customer     {text},
    parked       {text},
    PRIMARY KEY (biller, event)
) {strict};

CREATE INDEX billing_webhook_parked ON billing_webhook (biller, customer) WHERE parked IS NOT NULL;

CREATE INDEX billing_webhook_received ON billing_webhook (received_at);
