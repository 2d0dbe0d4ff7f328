import { css } from 'lit';
import { codeFieldStyles } from '../parts/code-field.ts';
import { passwordFieldStyles } from '../parts/password-field.ts';

export const stepStyles = css`
  ${codeFieldStyles}
  ${passwordFieldStyles}
  .link-row {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    column-gap: 1.5em;
  }
  .waiting {
    line-height: 44px;
    font-variant-numeric: tabular-nums;
  }
  .sign-in-body .skeleton {
    min-height: 12em;
  }
  .sign-in-body > * > * {
    gap: 0.6em;
  }
`;
