/** Where a dialog stands that is opened from within a row: a row's own type and cut-off lines are not for it, the desk's dark is. */
export const deskRoot = (): Element => document.querySelector('.desk') ?? document.body;
