module "platform" {
  source = "../.."

  region         = "eu-west-1"
  cluster_name   = "docc-staging"
  domain         = "staging.domain.io"
  zone_count     = 2
  operator_cidrs = ["203.0.113.0/24"]
}

provider "aws" {
  region = "eu-west-1"

  default_tags {
    tags = { project = "docc", environment = "staging" }
  }
}

locals {
  exec = {
    api_version = "client.authentication.k8s.io/v1beta1"
    command     = "aws"
    args        = ["eks", "get-token", "--region", "eu-west-1", "--cluster-name", module.platform.cluster_name]
  }
}

provider "kubernetes" {
  host                   = module.platform.endpoint
  cluster_ca_certificate = module.platform.certificate

  exec {
    api_version = local.exec.api_version
    command     = local.exec.command
    args        = local.exec.args
  }
}

provider "helm" {
  kubernetes = {
    host                   = module.platform.endpoint
    cluster_ca_certificate = module.platform.certificate
    exec                   = local.exec
  }
}

terraform {
  required_version = ">= 1.11, < 2.0"

  # terraform init -backend-config="bucket=…"
  backend "s3" {
    key          = "docc/staging.tfstate"
    region       = "eu-west-1"
    encrypt      = true
    use_lockfile = true
  }
}
