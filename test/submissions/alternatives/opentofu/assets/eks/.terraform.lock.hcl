# This file is maintained automatically by "tofu init".
# Manual edits may be lost in future updates.

provider "registry.opentofu.org/hashicorp/aws" {
  version     = "6.60.0"
  constraints = "~> 6.60"
}

provider "registry.opentofu.org/hashicorp/helm" {
  version     = "3.1.1"
  constraints = "~> 3.1"
}

provider "registry.opentofu.org/hashicorp/kubernetes" {
  version     = "3.2.1"
  constraints = "~> 3.2"
}
