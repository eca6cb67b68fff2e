// Takes parameters apart. What belongs into the body is never decoded on its way.

/** The parameters without those that go into the path or the headers. */
export function bodyOf(params) {
  const { environment_id, betas, workspace_id, ...body } = params ?? {};
  return body;
}
