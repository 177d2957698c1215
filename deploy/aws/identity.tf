data "aws_caller_identity" "here" {}
data "aws_partition" "here" {}

# One for the account: import it where it is there already.
resource "aws_iam_openid_connect_provider" "github" {
  url            = "https://token.actions.githubusercontent.com"
  client_id_list = ["sts.amazonaws.com"]
}

locals {
  # Repositories made since July 2026 say their ids in the subject; older ones are opted in under Settings, Actions, OIDC.
  subject = "repo:${var.repository.owner}@${var.repository.owner_id}/${var.repository.name}@${var.repository.id}:environment"

  names = {
    partition    = data.aws_partition.here.partition
    account      = data.aws_caller_identity.here.account_id
    region       = var.region
    zone         = var.zone
    record       = var.record
    cluster      = var.cluster == "" ? "docc-none" : var.cluster
    cluster_role = aws_iam_role.cluster.arn
    node_role    = aws_iam_role.node.arn
  }
}

data "aws_iam_policy_document" "trust" {
  for_each = var.environments

  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.github.arn]
    }

    condition {
      test     = "StringEquals"
      variable = "token.actions.githubusercontent.com:aud"
      values   = ["sts.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "token.actions.githubusercontent.com:sub"
      values   = ["${local.subject}:${each.value}"]
    }
  }

  # The janitor in AWS itself: clusters of their own admit this role, and no other.
  dynamic "statement" {
    for_each = each.key == "janitor" && var.janitor_package != "" ? [1] : []

    content {
      actions = ["sts:AssumeRole"]

      principals {
        type        = "Service"
        identifiers = ["lambda.amazonaws.com"]
      }

      condition {
        test     = "StringEquals"
        variable = "aws:SourceAccount"
        values   = [data.aws_caller_identity.here.account_id]
      }
    }
  }
}

resource "aws_iam_role" "job" {
  for_each = var.environments

  name                 = "docc-${each.key}"
  description          = "A job of ${var.repository.owner}/${var.repository.name} in its environment ${each.value}"
  assume_role_policy   = data.aws_iam_policy_document.trust[each.key].json
  max_session_duration = 3600
}

resource "aws_iam_role_policy" "job" {
  for_each = var.environments

  name   = "docc-${each.key}"
  role   = aws_iam_role.job[each.key].id
  policy = templatefile("${path.module}/policies/${each.key}.json", local.names)
}
