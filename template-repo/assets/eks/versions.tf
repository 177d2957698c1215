terraform {
  # TODO: say which Terraform or OpenTofu this needs, and pin the providers.
  # Commit the lock file that `init` writes.
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }

  # TODO: state on a laptop is lost with the laptop, and two people who apply at
  # the same time destroy each other's work.
}
