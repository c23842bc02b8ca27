/** How another registry is named; both doors read each other's hints. */
export const NAME_REGISTRY =
  'with --registry <path>; in an Nx workspace with the option registry of @agent-spaces/nx in nx.json';
