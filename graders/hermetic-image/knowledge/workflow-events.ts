import { wordSet } from '../words.ts';

/** Events that start workflows, as of November 2026. https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows */
export const events: ReadonlySet<string> = wordSet(`
  branch_protection_rule check_run check_suite create delete deployment deployment_status discussion discussion_comment fork gollum
  image_version issue_comment issues label merge_group milestone page_build project project_card project_column public pull_request
  pull_request_review pull_request_review_comment pull_request_target push registry_package release repository_dispatch schedule status
  watch workflow_call workflow_dispatch workflow_run
`);

const changes = 'assigned unassigned labeled unlabeled opened edited closed reopened synchronize converted_to_draft locked unlocked enqueued dequeued milestoned demilestoned ready_for_review review_requested review_request_removed auto_merge_enabled auto_merge_disabled';

/** What may stand in `types:`, of the events that people publish on. */
export const activities: Readonly<Record<string, ReadonlySet<string>>> = {
  release: wordSet('published unpublished created edited deleted prereleased released'),
  workflow_run: wordSet('completed requested in_progress'),
  pull_request: wordSet(changes),
  pull_request_target: wordSet(changes),
  merge_group: wordSet('checks_requested'),
  registry_package: wordSet('published updated'),
};
