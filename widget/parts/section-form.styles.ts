import { css } from 'lit';

export const sectionFormStyles = css`
  .section-form {
    display: grid;
    gap: 1.25em;
    max-width: 34em;
  }
  .section-form .button {
    justify-self: start;
  }
  form .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5em 1.25em;
    align-items: center;
  }
  @container center (max-width: 35em) {
    .section-form > .button {
      justify-self: stretch;
    }
  }
`;
