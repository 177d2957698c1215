terraform {
  required_version = ">= 1.11, < 2.0" # 1.11: the S3 backend locks by itself

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.60"
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

  backend "s3" {
    bucket  = "docc-state"
    key     = "docc/eks.tfstate"
    region  = "eu-west-1"
    encrypt = true
  }
}
