/** Labels of the images this library builds; containers made from them have them too. */
export const imageLabels = {
  kind: 'bugsmith.image.kind',
  repository: 'bugsmith.image.repository',
  commit: 'bugsmith.image.commit',
  /** Hash of everything the image was built from. */
  content: 'bugsmith.image.content',
} as const;
