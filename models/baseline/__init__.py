"""YAMNet, which others use: what our figures are judged beside, and the encoder's teacher."""
