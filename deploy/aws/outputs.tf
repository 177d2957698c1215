output "variables" {
  description = "Variables of the repository: gh variable set <name> --body <value>. None is a secret."
  value = {
    DOCC_AWS_REGION       = var.region
    DOCC_AWS_ROLE         = aws_iam_role.job["deploy"].arn
    DOCC_AWS_JANITOR_ROLE = aws_iam_role.job["janitor"].arn
    DOCC_AWS_VISITOR_ROLE = aws_iam_role.job["visitor"].arn
    DOCC_AWS_CLUSTER      = var.cluster
    DOCC_AWS_ZONE         = var.zone
    DOCC_AWS_RECORD       = var.record
    DOCC_AWS_CLUSTER_ROLE = aws_iam_role.cluster.arn
    DOCC_AWS_NODE_ROLE    = aws_iam_role.node.arn
  }
}
