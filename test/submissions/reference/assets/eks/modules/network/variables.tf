variable "name" {
  description = "Name of the cluster, and prefix of every other name."
  type        = string
}

variable "vpc_cidr" {
  description = "Addresses of the VPC."
  type        = string
}

variable "zone_count" {
  description = "Availability zones to spread over."
  type        = number
}
