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

# A token is asked for at each use, so none ends up in the state.
provider "kubernetes" {
  host                   = aws_eks_cluster.this.endpoint
  cluster_ca_certificate = base64decode(aws_eks_cluster.this.certificate_authority[0].data)

  exec {
    api_version = "client.authentication.k8s.io/v1beta1"
    command     = "aws"
    args        = ["eks", "get-token", "--region", var.region, "--cluster-name", aws_eks_cluster.this.name]
  }
}

provider "helm" {
  registries = [{
    url      = "oci://registry-1.docker.io"
    username = "domain"
    password = var.registry_password
  }]

  kubernetes = {
    host                   = aws_eks_cluster.this.endpoint
    cluster_ca_certificate = base64decode(aws_eks_cluster.this.certificate_authority[0].data)

    exec = {
      api_version = "client.authentication.k8s.io/v1beta1"
      command     = "aws"
      args        = ["eks", "get-token", "--region", var.region, "--cluster-name", aws_eks_cluster.this.name]
    }
  }
}
