# Credentials come from the environment (AWS_PROFILE, or OIDC in a workflow),
# never from here: see CREDENTIALS.md.
provider "aws" {
  region = var.region

  default_tags {
    tags = {
      project = "docc"
      cluster = var.cluster_name
    }
  }
}
