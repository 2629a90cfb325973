const FORM = 'form/';

const PART = /#\d+$/;

/**
 * A control's custom id: its nonce, and whether it may open a form, which must be known before anything is looked up.
 * @param part of a choice that is shown in several menus: Discord wants another id for each.
 */
export function customIdOf(
  { nonce, opensForm = false }: { readonly nonce: string; readonly opensForm?: boolean },
  part = 0,
): string {
  const id = opensForm ? `${FORM}${nonce}` : nonce;
  return part === 0 ? id : `${id}#${part}`;
}

export function readCustomId(customId: string): { readonly nonce: string; readonly opensForm: boolean } {
  const opensForm = customId.startsWith(FORM);
  const nonce = customId.slice(opensForm ? FORM.length : 0).replace(PART, '');
  return { nonce, opensForm };
}
