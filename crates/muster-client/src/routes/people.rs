//! Routes about people: sessions, members and invitations.

use crate::{call::Call, client::Client, error::ClientError};
use muster_api::person::{
    InvitationCreated, InvitationList, InvitationRequest, MemberChange, MemberList, SessionList,
    SignedIn, SignedOut,
};
use muster_core::{InvitationId, MembershipId, Secret, TokenId};
use serde_json::json;

impl Client {
    /// `POST /api/auth/sign-in/email`
    pub async fn sign_in(&self, email: &str, password: &Secret) -> Result<SignedIn, ClientError> {
        let body = json!({ "email": email, "password": password.reveal() });
        self.ask(Call::post("/api/auth/sign-in/email", &body)).await
    }

    /// `POST /api/auth/sign-up/email`
    pub async fn sign_up(
        &self,
        name: &str,
        email: &str,
        password: &Secret,
        invitation: Option<&Secret>,
    ) -> Result<SignedIn, ClientError> {
        let body = json!({
            "name": name,
            "email": email,
            "password": password.reveal(),
            "invitation": invitation.map(Secret::reveal),
        });
        self.ask(Call::post("/api/auth/sign-up/email", &body)).await
    }

    /// `POST /api/auth/sign-out`
    pub async fn sign_out(&self) -> Result<SignedOut, ClientError> {
        self.ask(Call::post("/api/auth/sign-out", &json!({}))).await
    }

    /// `GET /v1/sessions`
    pub async fn list_sessions(&self) -> Result<SessionList, ClientError> {
        self.ask(Call::get("/v1/sessions")).await
    }

    /// `DELETE /v1/sessions/{id}`
    pub async fn end_session(&self, id: &TokenId) -> Result<(), ClientError> {
        self.demand(Call::delete(format!("/v1/sessions/{id}"))).await
    }

    /// `GET /v1/members`
    pub async fn list_members(&self) -> Result<MemberList, ClientError> {
        self.ask(Call::get("/v1/members")).await
    }

    /// `PATCH /v1/members/{id}`
    pub async fn change_member(
        &self,
        id: &MembershipId,
        change: &MemberChange,
    ) -> Result<(), ClientError> {
        self.demand(Call::patch(format!("/v1/members/{id}"), change)).await
    }

    /// `DELETE /v1/members/{id}`
    pub async fn remove_member(&self, id: &MembershipId) -> Result<(), ClientError> {
        self.demand(Call::delete(format!("/v1/members/{id}"))).await
    }

    /// `GET /v1/invitations`
    pub async fn list_invitations(&self) -> Result<InvitationList, ClientError> {
        self.ask(Call::get("/v1/invitations")).await
    }

    /// `POST /v1/invitations`
    pub async fn create_invitation(
        &self,
        request: &InvitationRequest,
        key: Option<&str>,
    ) -> Result<InvitationCreated, ClientError> {
        self.ask(Call::create("/v1/invitations", request, key)).await
    }

    /// `DELETE /v1/invitations/{id}`
    pub async fn revoke_invitation(&self, id: &InvitationId) -> Result<(), ClientError> {
        self.demand(Call::delete(format!("/v1/invitations/{id}"))).await
    }
}
