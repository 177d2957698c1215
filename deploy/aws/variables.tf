variable "region" {
  description = "The region in which docc makes things; it looks into no other."
  type        = string
}

variable "repository" {
  description = "The repository that may deploy, by names and by GitHub's ids, which outlive renames: gh api repos/<owner>/<name> --jq '.owner.id, .id'."
  type = object({
    owner    = string
    owner_id = number
    name     = string
    id       = number
  })
}

variable "environments" {
  description = "The environments whose jobs are trusted. Let `deploy` have required reviewers, and `janitor` none: nobody has to agree that something is removed."
  type = object({
    deploy  = optional(string, "eks")
    janitor = optional(string, "eks-teardown")
    visitor = optional(string, "eks")
  })
  default = {}
}

variable "cluster" {
  description = "A standing EKS cluster that is docc's alone; empty where every submission gets one of its own."
  type        = string
  default     = ""
}

variable "zone" {
  description = "The id of the hosted zone in which the record is made."
  type        = string
}

variable "record" {
  description = "The name of the record, such as service.docc.example.org: the roles can change no other."
  type        = string
}

variable "janitor_package" {
  description = "The zip file that `node scripts/janitor-lambda.ts <file>` makes; empty for a janitor in GitHub Actions alone."
  type        = string
  default     = ""
}
