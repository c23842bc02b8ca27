/** A first `asp-targets.toml`: valid as it is, and with its example uncommented. */
export const firstTargetsText = `# The Run Targets of this project: which spaces an agent gets, and how it is run.
schema = 1

# Options of Claude Code for all targets; a target's own are stronger.
[claude]
permission_mode = "default"

[targets]

# A target. To have it, take the "# " off its lines and name a space you have.
# [targets.default]
# description = "Build, test and review"
# compose = [
#   "space:frontend@dev",       # the files in spaces/frontend, as they are at the moment
#   "space:code-review@^1.0.0", # the highest version of that range that is published
# ]
#
# [targets.default.claude]
# model = "opus"
# permission_mode = "plan"
`;
