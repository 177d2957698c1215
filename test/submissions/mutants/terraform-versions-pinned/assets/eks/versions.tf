terraform {
  required_version = ">= 1.11, < 2.0" # 1.11: the S3 backend locks by itself

  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
    helm = {
      source  = "hashicorp/helm"
      version = "~> 3.1"
    }
    kubernetes = {
      source  = "hashicorp/kubernetes"
      version = "~> 3.2"
    }
  }

  # The bucket differs from account to account:
  # terraform init -backend-config="bucket=…"
  backend "s3" {
    key          = "docc/eks.tfstate"
    region       = "eu-west-1"
    encrypt      = true
    use_lockfile = true
  }
}
