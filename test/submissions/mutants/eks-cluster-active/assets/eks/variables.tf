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

variable "kubernetes_version" {
  description = "Kubernetes version of the control plane, in EKS standard support."
  type        = string
  default     = "1.34"
}

variable "vpc_cidr" {
  description = "Addresses of the VPC."
  type        = string
  default     = "10.40.0.0/16"
}

variable "zone_count" {
  description = "Availability zones to spread over. Each costs a NAT gateway."
  type        = number
  default     = 2

  validation {
    condition     = var.zone_count >= 2 && var.zone_count <= 4
    error_message = "One zone is no redundancy, and the address plan has room for four."
  }
}

variable "operator_cidrs" {
  description = "Addresses from which operators reach the Kubernetes API. The default is a documentation range that lets nobody in: give your VPN's."
  type        = list(string)
  default     = ["203.0.113.0/24"]

  validation {
    condition     = alltrue([for cidr in var.operator_cidrs : tonumber(split("/", cidr)[1]) >= 20])
    error_message = "Nothing wider than a /20: the API server is not for the whole internet."
  }
}

variable "operator_role" {
  description = "Name of the IAM role that operators and this configuration come in by: see CREDENTIALS.md."
  type        = string
  default     = "docc-operator"
}

variable "node_type" {
  description = "Instance type of the nodes."
  type        = string
  default     = "t3.large"
}

variable "domain" {
  description = "The public domain. The server answers at service.docc.<domain>."
  type        = string
  default     = "domain.io"
}

variable "image_tag" {
  description = "Version of the server to run. Null: what the chart says."
  type        = string
  default     = null
}

variable "image_digest" {
  description = "Digest of that image, from the summary of the image workflow. Null: what the chart says."
  type        = string
  default     = null

  validation {
    condition     = var.image_digest == null || can(regex("^sha256:[0-9a-f]{64}$", var.image_digest))
    error_message = "Give the digest as sha256: and 64 hexadecimal digits."
  }
}
