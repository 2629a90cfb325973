const FORM = 'form/';

/** A control's custom id: its nonce, and whether it may open a form, which must be known before anything is looked up. */
export function customIdOf({
  nonce,
  opensForm = false,
}: {
  readonly nonce: string;
  readonly opensForm?: boolean;
}): string {
  return opensForm ? `${FORM}${nonce}` : nonce;
}

export function readCustomId(customId: string): { readonly nonce: string; readonly opensForm: boolean } {
  const opensForm = customId.startsWith(FORM);
  return { nonce: opensForm ? customId.slice(FORM.length) : customId, opensForm };
}
