# Completion of ws-agent for bash. The program itself knows what can come next.

_ws_agent()
{
    local line path word=${COMP_WORDS[COMP_CWORD]}
    local program=${COMP_WORDS[0]/#\~\//$HOME/}
    type "$program" >/dev/null 2>&1 || program=ws-agent
    [[ $word == "=" ]] && word=
    COMPREPLY=()
    while IFS= read -r line; do
        case $line in
        :files | :dirs)
            compopt -o filenames 2>/dev/null
            while IFS= read -r path; do
                COMPREPLY+=("$path")
            done < <(compgen "-${line:1:1}" -- "$word")
            ;;
        :nospace) compopt -o nospace 2>/dev/null ;;
        *) COMPREPLY+=("${line%%$'\t'*}") ;;
        esac
    done < <("$program" __complete "${COMP_WORDS[@]:0:COMP_CWORD+1}" 2>/dev/null)
}

complete -F _ws_agent ws-agent
