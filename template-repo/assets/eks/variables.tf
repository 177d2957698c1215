variable "region" {
  description = "AWS region to build in."
  type        = string
  default     = "eu-west-1"
}

variable "cluster_name" {
  description = "Name of the EKS cluster."
  type        = string
  default     = "docc"
}

variable "vpc_cidr" {
  description = "Addresses of the VPC."
  type        = string
  default     = "10.40.0.0/16"
}

variable "domain" {
  description = "The public domain. The server answers at service.docc.<domain>."
  type        = string
  default     = "domain.io"
}
