//! Routes about plans and payment.

use crate::{call::Call, client::Client, error::ClientError};
use muster_api::billing::{
    BillingStatus, CheckoutPage, CheckoutRequest, DenSubscriptionAnswer, DenSubscriptionRequest,
    PortalPage, PortalRequest, SyncAccepted, TierList, TierStatus,
};

impl Client {
    /// `GET /billing/status`
    pub async fn get_billing_status(&self) -> Result<BillingStatus, ClientError> {
        self.ask(Call::get("/billing/status")).await
    }

    /// `POST /billing/sync`
    pub async fn sync_billing(&self) -> Result<SyncAccepted, ClientError> {
        self.ask(Call::post("/billing/sync", &())).await
    }

    /// `POST /billing/checkout`
    pub async fn open_checkout(
        &self,
        request: &CheckoutRequest,
    ) -> Result<CheckoutPage, ClientError> {
        self.ask(Call::post("/billing/checkout", request)).await
    }

    /// `POST /billing/portal`
    pub async fn open_portal(&self, request: &PortalRequest) -> Result<PortalPage, ClientError> {
        self.ask(Call::post("/billing/portal", request)).await
    }

    /// `POST /v1/workers/billing/subscription`
    pub async fn end_subscription(
        &self,
        request: &DenSubscriptionRequest,
    ) -> Result<DenSubscriptionAnswer, ClientError> {
        self.ask(Call::post("/v1/workers/billing/subscription", request)).await
    }

    /// `GET /tiers`
    pub async fn list_tiers(&self) -> Result<TierList, ClientError> {
        self.ask(Call::get("/tiers")).await
    }

    /// `GET /tiers/status`
    pub async fn get_tier_status(&self) -> Result<TierStatus, ClientError> {
        self.ask(Call::get("/tiers/status")).await
    }
}
