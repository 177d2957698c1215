# The janitor in AWS itself: it runs where GitHub doesn't, and as the same role.
resource "aws_iam_role_policy_attachment" "janitor_log" {
  count = var.janitor_package == "" ? 0 : 1

  role       = aws_iam_role.job["janitor"].name
  policy_arn = "arn:${data.aws_partition.here.partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
}

resource "aws_cloudwatch_log_group" "janitor" {
  count = var.janitor_package == "" ? 0 : 1

  name              = "/aws/lambda/docc-janitor"
  retention_in_days = 30
}

resource "aws_lambda_function" "janitor" {
  count = length(aws_cloudwatch_log_group.janitor)

  function_name    = "docc-janitor"
  description      = "Removes what docc made and what is past its time"
  role             = aws_iam_role.job["janitor"].arn
  runtime          = "nodejs24.x"
  handler          = "index.handler"
  filename         = var.janitor_package
  source_code_hash = filebase64sha256(var.janitor_package)
  memory_size      = 512
  # The most that there is; what takes longer, such as a cluster, the next run finds gone.
  timeout = 900

  # A second one at the same time would only ask twice.
  reserved_concurrent_executions = 1

  environment {
    variables = {
      DOCC_ZONES    = var.zone
      DOCC_CLUSTERS = var.cluster
    }
  }

  depends_on = [aws_cloudwatch_log_group.janitor, aws_iam_role_policy_attachment.janitor_log]
}

data "aws_iam_policy_document" "scheduler_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["scheduler.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "scheduler" {
  statement {
    actions   = ["lambda:InvokeFunction"]
    resources = aws_lambda_function.janitor[*].arn
  }
}

resource "aws_iam_role" "scheduler" {
  count = length(aws_lambda_function.janitor)

  name               = "docc-janitor-schedule"
  assume_role_policy = data.aws_iam_policy_document.scheduler_trust.json
}

resource "aws_iam_role_policy" "scheduler" {
  count = length(aws_iam_role.scheduler)

  name   = "docc-janitor-schedule"
  role   = aws_iam_role.scheduler[count.index].id
  policy = data.aws_iam_policy_document.scheduler.json
}

resource "aws_scheduler_schedule" "janitor" {
  count = length(aws_lambda_function.janitor)

  name                = "docc-janitor"
  schedule_expression = "rate(30 minutes)"

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = aws_lambda_function.janitor[count.index].arn
    role_arn = aws_iam_role.scheduler[count.index].arn

    retry_policy {
      maximum_retry_attempts = 0
    }
  }
}

# What stays where it should not is an error of the function, and rings here; subscribe whom it wakes.
resource "aws_cloudwatch_metric_alarm" "janitor" {
  count = length(aws_lambda_function.janitor)

  alarm_name          = "docc-janitor"
  alarm_description   = "The janitor could not see or remove everything, twice in a row"
  namespace           = "AWS/Lambda"
  metric_name         = "Errors"
  dimensions          = { FunctionName = aws_lambda_function.janitor[count.index].function_name }
  statistic           = "Sum"
  period              = 1800
  evaluation_periods  = 2
  threshold           = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "breaching"
}
