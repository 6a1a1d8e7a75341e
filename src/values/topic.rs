//! The closed list of topics.

use super::labels::labelled;

choices! {
    /// A topic from a closed list. `GET /topics` returns the names.
    pub enum Topic {
        /// Drinking water and waste water.
        Water = "water",
        /// Waste.
        Waste = "waste",
        /// Nature and environment.
        Environment = "environment",
        /// Culture.
        Culture = "culture",
        /// Schools and education.
        Education = "education",
        /// Young people.
        Youth = "youth",
        /// Sport.
        Sport = "sport",
        /// Health.
        Health = "health",
        /// Social care.
        SocialCare = "socialCare",
        /// Economy.
        Economy = "economy",
        /// Tourism.
        Tourism = "tourism",
        /// Transport.
        Transport = "transport",
        /// Public administration.
        PublicAdministration = "publicAdministration",
        /// Associations and civil society.
        CivilSociety = "civilSociety",
        /// Public safety.
        Safety = "safety",
    }
}

labelled! { Topic => Topic }
