export const spacesReadmeText = `# Spaces

Each directory here is one space: a set of abilities for a coding agent, with a version of its own. Its name is the space's id.

\`\`\`
frontend/
  space.toml                   id, version, what it needs, settings
  commands/check.md            /frontend:check
  agents/reviewer.md           frontend:reviewer
  skills/house-style/SKILL.md  frontend:house-style
  hooks/hooks.json             and the scripts it runs
  mcp/mcp.json                 MCP servers
\`\`\`

A project composes spaces in its \`asp-targets.toml\`:

\`\`\`toml
[targets.frontend]
compose = ["space:frontend@dev"]
\`\`\`

\`@dev\` means the files as they lie here. A version is published by a git tag \`space/<id>/v<version>\`, and then meant by
\`@1.2.0\` or \`@^1.0.0\`; \`registry/dist-tags.json\` gives versions names such as \`@stable\`.
`;
